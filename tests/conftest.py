"""What holds for every test; the fixtures come from core.testkit, which its pytest11 entry point turns on."""

from hypothesis import settings

# A busy machine is no fault of what is tested. In continuous integration Hypothesis says so by itself.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")
