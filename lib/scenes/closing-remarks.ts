/** Sentences that a model addresses to its reader after the scenes. */
const remark = new RegExp(
  [
    "^(?:",
    "i(?:'|’)?(?:d| would| can| could|(?:'|’)ll| will| hope| trust| have| tried)\\b.{0,80}\\b(?:scene|prompt|shot|version|mood|story|these|this|you|let me)",
    "|i hope\\b|(?:i )?hope (?:this|these|that|you|it)\\b|let me know\\b|feel free\\b|please (?:let|tell|note|feel)\\b|would you like\\b|do you want\\b|shall i\\b|want me to\\b",
    "|if you(?:'|’)?(?:d| would| need| like| want| have| prefer)\\b|is there any|are there any|happy to\\b|enjoy\\b.{0,40}$|thank(?:s| you)\\b|note ?[:：—-]",
    "|(?:these|the above|all (?:of )?(?:the |these )?|each (?:of )?(?:these |the )?)(?:\\w+ ){0,3}(?:scenes?|paragraphs?|prompts?|shots?|descriptions?)\\b",
    "|this (?:sequence|series|storyboard|set of|continuation)\\b|(?:the )?end[.!]?$|in summary\\b|word count\\b|\\(?end of\\b",
    "|希望|如果?[您你]|如果需要|如需|如有|请(?:告诉|随时|注意|问|告知|让我)|需要我|以上[是为就场三内分，,：:]|以上$|[您你]可以|[您你]觉得|欢迎|是否需要|注[:：]|备注|说明[:：]",
    "|这(?:些|三|几|组)(?:个|段|幕)?(?:场景|画面|分镜|镜头|描述|提示)|期待|谢谢|感谢|总结[:：]|[（(]?(?:完|全文完|结束)[）)]?[。.]?$",
    ")",
  ].join(""),
  "iu",
);

const bare = (line: string) => line.replace(/^[\s*_#>"“(（[\]~`-]+/, "");
const isRemark = (line: string) => remark.test(bare(line).slice(0, 300));

/** The paragraphs of the last scene without closing remarks; always keeps the first sentence. */
export function withoutRemarks(paragraphs: string[][]): string[][] {
  const lines = paragraphs.flatMap((paragraph, p) => paragraph.map((line) => ({ p, line })));
  const end = lines.findIndex(({ line }, i) => i > 0 && isRemark(line));
  const kept = end < 0 ? lines : lines.slice(0, end);
  const last = kept.at(-1);
  if (last) last.line = withoutLastSentences(last.line);
  return paragraphs
    .map((_, p) => kept.filter((one) => one.p === p).map(({ line }) => line))
    .filter((paragraph) => paragraph.length > 0);
}

function withoutLastSentences(line: string): string {
  const sentences = line.match(/[^.!?。！？]+[.!?。！？]*["”’)）」』\s]*/g) ?? [line];
  while (sentences.length > 1 && isRemark(sentences.at(-1) ?? "")) sentences.pop();
  return sentences.join("");
}
