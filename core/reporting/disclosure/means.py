"""What a mean tells of a single score, as it travels: number, sum and sum of squares.

Where everybody scored the same, the mean is each one's score; where all lie close together, it nearly is. By the rule
for counts (rule 6) a score must be able to be one of several numbers too.
"""

from math import floor


def possible(number: int, total: int, squares: int, enough: int) -> int:
    """Count what whole numbers a single score can be, up to some number of them.

    :param number: how many scores there are; ``total`` their sum, ``squares`` the sum of their squares.
    """
    middle = floor(total / number)
    near = range(middle - enough, middle + enough + 2)
    return min(enough, sum(_fits(number - 1, total - each, squares - each * each) for each in near))


def _fits(number: int, total: int, squares: int) -> bool:
    """Tell whether so many whole numbers can have a sum and a sum of squares, which is least where they lie closest."""
    if number == 0:
        return total == squares == 0
    each, more = divmod(total, number)
    return (number - more) * each**2 + more * (each + 1) ** 2 <= squares
