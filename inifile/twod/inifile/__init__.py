"""What an ini of PasteDeploy's is: read with the line of every option, judged, and written so that it reads back."""

from __future__ import annotations
