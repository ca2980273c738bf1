const longestPrompt = 2000;

/**
 * The scenes in what a vision model wrote: the paragraphs that begin with `Next Scene:`, at most `most` of them, in order.
 * Accepts a full-width colon, any case, numbering before or inside the marker, Markdown around it, and a preface, which is
 * dropped. Line breaks inside a scene become spaces. No marker, no scene: then the list is empty.
 */
export function parseScenes(text: string, most: number): string[] {
  return text
    .split(marker)
    .slice(1)
    .map(clean)
    .filter((scene) => scene.length > 0)
    .slice(0, most);
}

// Before the marker, on a line of its own: list signs, numbers, Markdown. One class, not nested repeats, which could hang.
const marker = /(?:(?:^|\n)[ \t>#*_\-•·\d.)(、:："“「]*)?next[ \t]+scene[ \t]*#?\d*[ \t]*[*_]*[ \t]*[:：][ \t*_]*/gi;

function clean(scene: string): string {
  return scene
    .replace(/\n\s*(?:-{3,}|\*{3,}|_{3,})\s*(?=\n|$)/g, "\n") // a rule between scenes
    .replace(/[*_`]{2,}/g, "")
    .replace(/\s+/g, " ")
    .replace(/^[*_`"“「\s]+|[*_`"”」\s]+$/g, "")
    .trim()
    .slice(0, longestPrompt);
}
