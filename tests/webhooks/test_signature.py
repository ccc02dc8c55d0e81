"""Signatures against a value of the specification's own, and the standing of two secrets beside each other."""

from datetime import UTC, datetime

from claimback.webhooks.signature import headers, new_secret, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'


def test_the_specification_s_own_vector():
    assert signature(SECRET, ID, AT, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_secret_that_holds_signs():
    other = new_secret()
    made = headers([other, SECRET], ID, datetime.fromtimestamp(AT, UTC), BODY)
    assert made["webhook-id"] == ID
    assert made["webhook-timestamp"] == str(AT)
    assert made["webhook-signature"].split() == [
        signature(other, ID, AT, BODY),
        signature(SECRET, ID, AT, BODY),
    ]
    assert other != new_secret()
