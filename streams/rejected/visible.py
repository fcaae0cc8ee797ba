"""Text that a sender wrote, made safe to look at on a terminal."""


def visible(text: str, most: int | None = None) -> str:
    """The text with control, formatting and bidirectional characters as escapes, so that it can
    neither move the cursor nor read in another order than it is written; cut after `most`."""
    cut = text if most is None or len(text) <= most else text[:most] + "..."
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in cut
    )


def hex_dump(content: bytes, most: int = 256) -> str:
    """Offset, bytes and ASCII in lines of sixteen; says how many bytes are left out."""
    lines = []
    for start in range(0, min(len(content), most), 16):
        part = content[start : min(start + 16, most)]
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        lines.append(f"{start:08x}  {part.hex(' '):<47}  {text}")
    if len(content) > most:
        lines.append(f"... and {len(content) - most} bytes more")
    return "\n".join(lines)
