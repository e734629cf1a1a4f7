"""Partner organisations, their contacts, agreements, and referrals of residents in and out."""
