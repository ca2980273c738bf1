/** Marks that turn the direction of the text after them: U+202A to U+202E and U+2066 to U+2069. */
const directionMarks = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text without the marks that could reorder what is beside it: for names and titles. A long text keeps them, and the
 * element that shows it isolates it.
 */
export const withoutDirectionMarks = (text: string): string => text.replace(directionMarks, "");
