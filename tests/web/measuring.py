"""Measures read from a page: sizes of letters and targets, contrast, width, weight."""

from typing import Any

from playwright.async_api import Page

#: Contrast as WCAG 2.2 defines it, over what is behind each text, and the other measures with it.
_MEASURE = """
() => {
  const colour = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const light = ({ r, g, b }) => [r, g, b]
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found.a === 1) return found;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const contrast = (ink, paper) => {
    const [low, high] = [light(ink), light(paper)].sort((one, other) => one - other);
    return (high + 0.05) / (low + 0.05);
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".sr") && element.getBoundingClientRect().width > 0;
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !isSeen(element) || element.closest("script, noscript, option")) continue;
    const style = getComputedStyle(element);
    texts.push({
      text,
      size: parseFloat(style.fontSize),
      contrast: contrast(colour(style.color), behind(element)),
    });
  }
  const hint = document.querySelector("textarea");
  if (hint) {
    const ink = colour(getComputedStyle(hint, "::placeholder").color);
    texts.push({ text: hint.placeholder, size: 18, contrast: contrast(ink, behind(hint)) });
  }
  const targets = [...document.querySelectorAll("button, a, select, textarea, input, .tool, audio")]
    .filter(isSeen)
    .map((element) => {
      const { width, height } = element.getBoundingClientRect();
      // A line that is still rising is drawn between two pixels.
      const [wide, high] = [width, height].map((size) => Math.round(size * 100) / 100);
      return { target: element.outerHTML.slice(0, 90), width: wide, height: high };
    });
  const wide = [...document.querySelectorAll("body, body *")]
    .filter((element) => isSeen(element)
      && element.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
    .map((element) => element.outerHTML.slice(0, 90));
  return { texts, targets, wide };
}
"""


async def measure(page: Page) -> dict[str, Any]:
    """`texts` with size and contrast, `targets` with their size, and what is too `wide`."""
    found: dict[str, Any] = await page.evaluate(_MEASURE)
    return found
