/** The sentences that this key started jobs with in this browser, newest first. */

const most = 20;
const nameOf = (owner: string) => `nextscene:prompts:${owner}`;

export function readPrompts(owner: string): string[] {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(nameOf(owner)) ?? "[]");
    return Array.isArray(known) ? known.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

export const notePrompt = (owner: string, text: string) =>
  write(owner, [text, ...readPrompts(owner).filter((one) => one !== text)]);

export const removePrompt = (owner: string, text: string) =>
  write(
    owner,
    readPrompts(owner).filter((one) => one !== text),
  );

function write(owner: string, texts: string[]): void {
  try {
    localStorage.setItem(nameOf(owner), JSON.stringify(texts.slice(0, most)));
  } catch {} // a browser without storage keeps no history
}
