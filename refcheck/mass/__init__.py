"""Claims by the thousand: lists of claims and folders of dossiers in, rows out as they come, in bounded memory."""
