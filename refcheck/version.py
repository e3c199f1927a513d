"""The version of refcheck: the one place where it is written; the package's metadata is made from it."""

VERSION = "0.1.0"
