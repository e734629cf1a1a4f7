"""A branch's figures: indicators, periods, disclosure control, signed submissions."""
