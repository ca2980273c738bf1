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
  const parts = notices.map((notice, i) => contentOf(notice, language, i + 1));
  const text = parts.map(({ headline, title, why, link, url }) =>
    [headline, title, why, `${link}: ${url}`].filter(Boolean).join("\n"),
  );
  return {
    subject: subjectOf(notices, language),
    text: `${[...text, `--\n${footer}`].join("\n\n")}\n`,
    html: page(language, parts.map(block).join(""), footer),
    attachments: parts
      .flatMap(({ stills }) => stills)
      .map(({ cid, name, jpeg }) => ({ cid, filename: `${name}.jpg`, contentType: "image/jpeg", content: jpeg })),
  };
}

type Still = { name: string; cid: string; alt: string; jpeg: Buffer };

function contentOf(notice: Notice, language: Notices["language"], place: number) {
  const { headline, title, text, link } = inWords(notice, language);
  const stills = notice.pictures.flatMap(({ title, jpeg }, i): Still[] => {
    const name = `still-${place}${notice.batch ? `-${i + 1}` : ""}`;
    return jpeg ? [{ name, cid: `${name}@nextscene`, alt: oneLine(title, 100), jpeg }] : [];
  });
  return {
    ...{ headline, link, url: notice.url, stills, isSheet: notice.batch !== null },
    title: oneLine(title, mostTitle),
    why: oneLine(text, mostError),
    model: oneLine(notice.model, 100),
  };
}

type Part = ReturnType<typeof contentOf>;

function block({ headline, title, why, model, link, url, stills, isSheet }: Part): string {
  return `<div style="padding:24px 0;border-bottom:1px solid #d9d9de">${isSheet ? sheet(stills) : stills.map(large).join("")}
<p style="margin:0 0 4px;font-size:13px;opacity:.7">${[headline, model].filter(Boolean).map(escaped).join(" · ")}</p>
<p style="margin:0 0 8px;font-size:18px;font-weight:600">${escaped(title)}</p>
${why ? `<p style="margin:0 0 16px">${escaped(why)}</p>` : ""}
<p style="margin:0"><a href="${escaped(url)}" style="color:#2f5bea;font-weight:600">${escaped(link)}</a></p></div>`;
}

const large = ({ cid }: Still) =>
  `<img src="cid:${cid}" alt="" width="480" style="display:block;width:100%;max-width:480px;height:auto;border-radius:12px;margin:0 0 16px">`;

/** Stills side by side, in rows of three: mail programs know tables better than grids. */
function sheet(stills: Still[]): string {
  if (stills.length === 0) return "";
  const cell = ({ cid, alt }: Still) =>
    `<td width="33%" valign="top" style="padding:0 8px 8px 0"><img src="cid:${cid}" alt="${escaped(alt)}" width="160" style="display:block;width:100%;max-width:160px;height:auto;border-radius:8px"></td>`;
  const rows = [stills.slice(0, 3), stills.slice(3)].filter((row) => row.length > 0);
  return `<table role="presentation" cellpadding="0" cellspacing="0" width="100%" style="margin:0 0 16px">${rows
    .map((row) => `<tr>${row.map(cell).join("")}</tr>`)
    .join("")}</table>`;
}

const page = (language: string, body: string, footer: string) => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>
<body style="margin:0;padding:0 16px 24px;font:15px/1.5 system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
<div style="max-width:520px;margin:0 auto">${body}
<p style="margin:16px 0 0;font-size:12px;opacity:.6">${escaped(footer)}</p></div></body></html>
`;

const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
