"""Property tests here are judged by what they find and not by how busy the machine is; each stays under a second."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, max_examples=60)
settings.load_profile("steady")
