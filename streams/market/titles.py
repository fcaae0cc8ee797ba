"""Titles of works, in Chinese and English, made from the number of the work."""

_ENGLISH = (
    ("Silver", "Quiet", "Distant", "Paper", "Northern", "Broken", "Golden", "Hidden", "Last"),
    ("River", "Lantern", "Harbour", "Garden", "Letter", "Mountain", "Mirror", "Season", "Signal"),
)
_CHINESE = (
    ("长江", "春夜", "远山", "旧城", "明月", "南风", "星河", "雨巷", "故乡"),
    ("之歌", "来信", "灯火", "行旅", "往事", "回声", "画卷", "物语", "序曲"),
)


def title_of(work: int) -> str:
    first, second = _CHINESE if work % 3 else _ENGLISH
    words = first[work // 3 % len(first)], second[work // 27 % len(second)]
    number = work // 243
    name = " ".join(words) if first is _ENGLISH[0] else "".join(words)
    return f"{name} {number}" if number else name
