"""Some or all positions of columns: all of them are a slice, so that taking them copies nothing."""

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
Selection = Column | slice


def where(chosen: NDArray[np.bool_]) -> Selection:
    return slice(None) if chosen.all() else np.flatnonzero(chosen)


def positions_within(selection: Selection, positions: Column) -> Column:
    """Positions in what was selected, as positions in the whole."""
    return positions if isinstance(selection, slice) else selection[positions]
