"""The fault of a territory code that names no one territory."""


class UnknownTerritory(LookupError):
    """``code`` cannot be used: ``why`` says what is wrong, ``mend`` what to send instead."""

    def __init__(self, code: str, why: str, mend: str) -> None:
        super().__init__(code, why, mend)
        self.code = code
        self.why = why
        self.mend = mend

    def __str__(self) -> str:
        return f"territory {self.code!a}: {self.why}; {self.mend}"
