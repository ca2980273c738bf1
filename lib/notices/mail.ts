import type { Notice, Notices } from "./notice";
import { inWords, oneLine, subjectOf, words } from "./words";

/** An e-mail as data: what is sent, but not how. */
export type Mail = {
  subject: string;
  text: string;
  html: string;
  attachments: { cid: string; filename: string; contentType: "image/jpeg"; content: Buffer }[];
};

const mostTitle = 300;
const mostError = 1000;

/** Writes the e-mail of some notices: plain text, and HTML with the stills inside the message. */
export function mailOf({ language, keyName, notices }: Notices): Mail {
  const said = words[language];
  const footer = said.why(oneLine(keyName, 100));
  const parts = notices.map((notice, i) => ({ ...contentOf(notice, language), cid: `still-${i + 1}@nextscene` }));
  const text = parts.map(({ headline, title, why, link, url }) =>
    [headline, title, why, `${link}: ${url}`].filter(Boolean).join("\n"),
  );
  return {
    subject: subjectOf(notices, language),
    text: `${[...text, `--\n${footer}`].join("\n\n")}\n`,
    html: page(language, parts.map(block).join(""), footer),
    attachments: parts.flatMap(({ jpeg, cid }, i) =>
      jpeg ? [{ cid, filename: `still-${i + 1}.jpg`, contentType: "image/jpeg" as const, content: jpeg }] : [],
    ),
  };
}

function contentOf(notice: Notice, language: Notices["language"]) {
  const { headline, text, link } = inWords(notice, language);
  return {
    ...{ headline, link, url: notice.url, jpeg: notice.picture?.jpeg ?? null },
    title: oneLine(notice.title, mostTitle),
    why: oneLine(text, mostError),
    model: oneLine(notice.model, 100),
  };
}

type Part = ReturnType<typeof contentOf> & { cid: string };

function block({ headline, title, why, model, link, url, jpeg, cid }: Part): string {
  const picture = jpeg
    ? `<img src="cid:${cid}" alt="" width="480" style="display:block;width:100%;max-width:480px;height:auto;border-radius:12px;margin:0 0 16px">`
    : "";
  return `<div style="padding:24px 0;border-bottom:1px solid #d9d9de">${picture}
<p style="margin:0 0 4px;font-size:13px;opacity:.7">${[headline, model].filter(Boolean).map(escaped).join(" · ")}</p>
<p style="margin:0 0 8px;font-size:18px;font-weight:600">${escaped(title)}</p>
${why ? `<p style="margin:0 0 16px">${escaped(why)}</p>` : ""}
<p style="margin:0"><a href="${escaped(url)}" style="color:#2f5bea;font-weight:600">${escaped(link)}</a></p></div>`;
}

const page = (language: string, body: string, footer: string) => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>
<body style="margin:0;padding:0 16px 24px;font:15px/1.5 system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
<div style="max-width:520px;margin:0 auto">${body}
<p style="margin:16px 0 0;font-size:12px;opacity:.6">${escaped(footer)}</p></div></body></html>
`;

const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
