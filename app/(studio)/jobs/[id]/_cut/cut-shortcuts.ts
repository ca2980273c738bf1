/** The keys, as the list of shortcuts shows them. */
export const cutShortcuts = [
  [["Space"], "toggle"],
  [["J", "K", "L"], "shuttle"],
  [[",", "."], "frame"],
  [["<", ">"], "second"],
  [["I"], "markIn"],
  [["O"], "markOut"],
  [["S"], "split"],
  [["Delete"], "remove"],
  [["Alt", "←", "→"], "move"],
] as const;
