import type { Notice, Notices } from "./notice";
import { inWords, oneLine, subjectOf, words } from "./words";

/** Slack refuses a message with more blocks than this. */
const mostBlocks = 50;
/** Within 3,000 characters a text together, even if each character is escaped as `&amp;`. */
const mostTitle = 200;
const mostError = 300;

type Block =
  | { type: "section"; text: { type: "mrkdwn"; text: string } }
  | { type: "image"; image_url: string; alt_text: string }
  | { type: "context"; elements: { type: "mrkdwn"; text: string }[] };
export type SlackMessage = { text: string; blocks: Block[] };

/** Writes the Slack message of some notices: a section each, with its stills as long as there is room. */
export function slackMessageOf({ language, keyName, notices }: Notices, withPictures: boolean): SlackMessage {
  const said = words[language];
  const shown = notices.slice(0, mostBlocks - 2);
  let room = mostBlocks - 2 - shown.length;
  const blocks = shown.flatMap((notice): Block[] => {
    const pictures = withPictures ? picturesOf(notice).slice(0, room) : [];
    room -= pictures.length;
    return [section(notice, language), ...pictures];
  });
  const left = notices.length - shown.length;
  if (left > 0) blocks.push({ type: "section", text: { type: "mrkdwn", text: said.more(left) } });
  const footer = escaped(said.why(oneLine(keyName, 100)));
  blocks.push({ type: "context", elements: [{ type: "mrkdwn", text: footer }] });
  return { text: escaped(subjectOf(notices, language)), blocks };
}

function section(notice: Notice, language: Notices["language"]): Block {
  const { headline, title, text, link } = inWords(notice, language);
  const lines = [
    [`*${escaped(headline)}*`, escaped(oneLine(notice.model, 100))].filter(Boolean).join(" · "),
    escaped(oneLine(title, mostTitle)),
    escaped(oneLine(text, mostError)),
    `<${notice.url}|${escaped(link)}>`,
  ];
  return { type: "section", text: { type: "mrkdwn", text: lines.filter(Boolean).join("\n") } };
}

const picturesOf = ({ pictures }: Notice): Block[] =>
  pictures.flatMap(({ title, url }) =>
    url ? [{ type: "image", image_url: url, alt_text: oneLine(title, mostTitle) || "-" }] : [],
  );

const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => signs[sign] ?? sign);
