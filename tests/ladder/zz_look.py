import sys
from datetime import date as D
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from tests.law.cases import claim
def show(place, line, plan, events, facts, as_of, **kw):
    given = claim(events, line=line, plan=plan, facts=facts, as_of=as_of, jurisdiction=place, **kw)
    a = answer(given, load_catalogue())
    print('##', place, line, plan, as_of)
    for r in a.remedies: print('  ', r.rung, '|', r.state, '|', r.opens_on, r.until, '|', r.why[:230], '|', r.citation[:60], '|', r.checked, r.needs)
ev={"loss_occurred":D(2024,6,1),"claim_received":D(2024,6,5),"denial_received":D(2024,9,1)}
for s in sys.argv[1].split(','):
    show(s, sys.argv[2], sys.argv[3], ev, {}, D(2025,2,1))
    if len(sys.argv)>4: show(s, sys.argv[2], sys.argv[3], {k:v.replace(year=v.year-10) for k,v in ev.items()}, {}, D(2025,2,1))
