"""Turn the numbers of a chart into a drawing (SVG), and into the measures that a word processor's own chart needs."""

from briefgen.chart.data import read_data
from briefgen.chart.plan import Box, Plan, natural_height, plan_of
from briefgen.chart.svg import browser_drawing, drawing

__all__ = ["Box", "Plan", "browser_drawing", "drawing", "natural_height", "plan_of", "read_data"]
