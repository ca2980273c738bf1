import type { Language } from "../schemas/notify";
import type { Notice } from "./notice";

/** The texts of notifications. */

type Words = {
  events: Record<Exclude<Notice["event"], "budget">, string>;
  titled: (event: string, title: string) => string;
  budget: (percent: number) => string;
  used: (used: string, budget: string) => string;
  exhausted: string;
  many: (count: number) => string;
  more: (count: number) => string;
  openJob: string;
  openReview: string;
  openSettings: string;
  why: (keyName: string) => string;
  /** What a test says. */
  sample: string;
};

const en: Words = {
  events: {
    completed: "Done",
    failed: "Failed",
    cancelled: "Cancelled",
    awaiting_review: "Waiting for your review",
  },
  titled: (event, title) => `${event}: ${title}`,
  budget: (percent) => `${percent}% of today's budget is used`,
  used: (used, budget) => `${used} of ${budget} are charged or reserved today (UTC).`,
  exhausted: "New jobs that cost money are refused until 00:00 UTC.",
  many: (count) => `${count} notifications`,
  more: (count) => `and ${count} more`,
  openJob: "Open the job",
  openReview: "Review it",
  openSettings: "Open the settings",
  why: (keyName) => `Sent by Nextscene because a job or the settings of the key "${keyName}" name this recipient.`,
  sample: "A test. Notifications of your jobs look like this.",
};

const zh: Words = {
  events: { completed: "已完成", failed: "失败", cancelled: "已取消", awaiting_review: "等待你审核" },
  titled: (event, title) => `${event}：${title}`,
  budget: (percent) => `今日预算已用 ${percent}%`,
  used: (used, budget) => `今日（UTC）已计费和预留 ${used}，预算为 ${budget}。`,
  exhausted: "UTC 零点之前，需要付费的新任务会被拒绝。",
  many: (count) => `${count} 条通知`,
  more: (count) => `另有 ${count} 条`,
  openJob: "打开任务",
  openReview: "去审核",
  openSettings: "打开设置",
  why: (keyName) => `此消息由 Nextscene 发送，因为密钥“${keyName}”的任务或设置中填写了该接收人。`,
  sample: "这是一条测试消息，任务的通知就是这个样子。",
};

export const words: Record<Language, Words> = { en, zh };

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

/** One line without line breaks, so that it can be a subject. */
export const oneLine = (text: string, most: number): string => {
  const line = text.replace(/[\p{C}\p{Z}\s]+/gu, " ").trim();
  const letters = [...line];
  return letters.length <= most
    ? line
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
};

/** The headline of a notice, its explanation, and the label of its link. */
export function inWords(notice: Notice, language: Language): { headline: string; text: string; link: string } {
  const said = words[language];
  const { event, budget } = notice;
  if (event === "budget") {
    const { percent = 0, used = 0, budget: most = 0 } = budget ?? {};
    const parts = [said.used(dollars(used), dollars(most)), ...(percent >= 100 ? [said.exhausted] : [])];
    return { headline: said.budget(percent), text: parts.join(" "), link: said.openSettings };
  }
  const link = event === "awaiting_review" ? said.openReview : said.openJob;
  return { headline: said.events[event], text: notice.error ?? "", link };
}

/** The subject of a message: of one notice with its title, of several their number. */
export function subjectOf(notices: Notice[], language: Language): string {
  const [only, ...others] = notices;
  const said = words[language];
  if (!only || others.length > 0) return `Nextscene: ${said.many(notices.length)}`;
  const { headline } = inWords(only, language);
  return only.event === "budget"
    ? said.titled(headline, oneLine(only.title, 80))
    : said.titled(headline, oneLine(only.title, 120));
}
