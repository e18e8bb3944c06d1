"""The option that names a decoder, and the decoder of this name."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from adversary.decoding.decode import DECODERS, Decoder, require_decoder

DecoderOption = Annotated[str, typer.Option("--decoder", help=" or ".join(DECODERS))]


def decoder_of(name: str) -> Decoder:
    """The decoder of this name; `BadInput` if there is none."""
    require_decoder(name)
    return cast("Decoder", name)
