import { textToImage } from "@/lib/roles";
import { roleFault } from "@/lib/routing/role-service";
import {
  chooseBackground,
  compareVideos,
  compose,
  findPerson,
  mattePerson,
  normaliseVideo,
  packFiles,
  styleProfile,
  textCard,
} from "@/lib/services";
import { languageOf } from "@/lib/story/language";
import { defineWorkflow, WorkflowError } from "../define-workflow";
import { backgroundCount, backgroundPrompt } from "./talking-head-background";
import {
  aspectOfShape,
  frameOf,
  furtherShapes,
  type HeadInput,
  headInput,
  longestVideo,
  mainShape,
  type Shape,
  sizeOf,
  textsOf,
} from "./talking-head-input";

import { type Box, faceValues, inFrame, middleOf, textLook, usualFace } from "./talking-head-place";

/** Videos of up to so many seconds are cut out finely unless the caller says otherwise. */
const longestFine = 60;

/** A person who speaks, cut out and shown in another room, with texts, a colour grade and further shapes. */
export const talkingHead = defineWorkflow({
  model: "talking-head",
  title: "Talking head",
  description: "Puts a person who speaks into a better room, with titles, quotes and a colour grade.",
  steps: {
    person: "Find the person",
    normalise: "Normalise the video",
    profile: "Measure the style",
    background: "Background {n}",
    choice: "Choose the background",
    matte: "Cut out the person",
    "card.title": "Card: title",
    "card.subtitle": "Card: subtitle",
    "card.quote": "Card: quote {n}",
    film: "Compose the film",
    "film.square": "Compose the square film",
    "film.wide": "Compose the wide film",
    "film.tall": "Compose the tall film",
    compare: "Compare before and after",
    pack: "Pack the assets",
  },
  reviews: { backgrounds: "the backgrounds" },
  zh: {
    title: "口播美化",
    description: "把讲话的人物放到更好的场景中，并加上标题、金句和调色。",
    steps: {
      person: "查找人物",
      normalise: "规范化视频",
      profile: "分析风格",
      background: "背景 {n}",
      choice: "选择背景",
      matte: "抠出人物",
      "card.title": "文字卡：标题",
      "card.subtitle": "文字卡：副标题",
      "card.quote": "文字卡：金句 {n}",
      film: "合成影片",
      "film.square": "合成方形影片",
      "film.wide": "合成横屏影片",
      "film.tall": "合成竖屏影片",
      compare: "前后对比",
      pack: "打包素材",
    },
    reviews: { backgrounds: "背景" },
    errors: { no_person: "视频中没有找到人物。请换一段能看清人物头部和肩部的视频。" },
  },
  welcome: {
    media: { video: "sample-talking.mp4" },
    en: {
      headline: "Put your talk in a better room",
      examples: [
        {
          text: "A title and two quotes",
          options: { title: "Start small", quotes: ["Start small.", "Then keep going."] },
        },
        { text: "A name below the title", options: { title: "How we work", subtitle: "Ada Chen, Lisbon" } },
        { text: "A dark, cinematic look", options: { title: "One idea", style: "cinematic" } },
      ],
    },
    zh: {
      headline: "给讲话换一个更好的场景",
      examples: [
        { text: "一个标题和两句金句", options: { title: "从小事开始", quotes: ["从小事开始。", "然后坚持下去。"] } },
        { text: "标题下方加上姓名", options: { title: "我们怎样工作", subtitle: "陈雨 · 杭州" } },
        { text: "暗调的电影感", options: { title: "一个想法", style: "cinematic" } },
      ],
    },
  },
  input: headInput,
  compare: { before: "original", after: "video" },
  faults(input, of) {
    if (input.background) return [];
    const prompt = "A quiet room.";
    const detail = roleFault(textToImage, { ...paintingOf(input), prompt }, of);
    return detail ? [{ field: "text_to_image_provider", detail }] : [];
  },
  async run({ input, call, review }) {
    const { video, reference, background, style: preset, fps, format, frame_skip, seed } = input;
    const { found, focus, faces } = await call("person", findPerson, { video });
    if (!found) {
      const message =
        "There is no person in the video. Send one in which the head and shoulders of a person can be seen.";
      throw new WorkflowError("no_person", message);
    }
    const sizes = frameOf(input);
    const normal = await call("normalise", normaliseVideo, { video, ...sizes, fps, focus, longest: longestVideo });
    const { seconds, source } = normal;
    const frame = sizeOf(input, mainShape(input));
    const measured = reference ? { image: reference } : preset ? { preset } : { video: normal.video };
    const footage = reference || preset ? normal.video : undefined;
    const style = await call("profile", styleProfile, { ...measured, footage });
    const { source: _, numbers: __, ...look } = style.profile;
    const placed = (part: Box) => inFrame(source, normal, focus, part);
    const face = usualFace(faces);
    const head = face ? middleOf(placed(face)) : undefined;

    const texts = textsOf(input);
    const cards = texts.map(async ({ name, text }) => {
      const kind = name === "title" || name === "subtitle" ? name : "quote";
      const [, number] = name.split(".");
      const key = number === undefined ? `card.${name}` : (["card.quote", Number(number)] as const);
      const size = { width: frame.width, height: Math.round(frame.height / 4) };
      const { image } = await call(key, textCard, { text, kind, ...size });
      return { name: `cards/${name}`, image };
    });
    const matting = input.matting ?? (seconds <= longestFine ? "fine" : "fast");
    const matte = call("matte", mattePerson, { video: normal.video, matting, frame_skip });
    const language = input.language ?? languageOf(texts.map(({ text }) => text).join(" "));
    const painted = Array.from({ length: background ? 0 : backgroundCount }, async (_, i) => {
      const prompt = backgroundPrompt(look, i + 1, language);
      const own = seed === undefined ? {} : { seed: (seed + i) % 2 ** 31 };
      return (await call(["background", i + 1], textToImage, { ...paintingOf(input), prompt, ...own })).image;
    });
    const choice = background
      ? Promise.resolve({ image: background })
      : Promise.all(painted).then((images) =>
          call("choice", chooseBackground, {
            ...{ images, focus: head, aspect: frame.width / frame.height },
            look: { colors: look.colors, lighting: look.lighting },
          }),
        );
    // At once, so that no failure is without a reader while the job waits for a review.
    const ready = Promise.all([matte, choice, Promise.all(painted), Promise.all(cards)]);
    ready.catch(() => {});
    if (!background) await review("backgrounds", [...painted, choice]);

    const [{ mask }, { image: room }, rooms, made] = await ready;
    const order = {
      ...{ template: "talking-head", fps, seconds, texts, colors: look.colors, curves: style.curves, format },
      media: [
        { name: "background", image: room },
        { name: "person", video: normal.video, mask },
      ],
      values: { style: preset ?? textLook(look), ...(face && faceValues(placed(face))) },
      sound_of: source.hasSound ? "person" : undefined,
    };
    const film = (shape: Shape, key: string) => call(key, compose, { ...order, ...sizeOf(input, shape) });
    const main = film(mainShape(input), "film");
    const [{ video: result }, others, { video: comparison }, { zip: pack }] = await Promise.all([
      main,
      Promise.all(furtherShapes(input).map(async (shape) => [shape, await film(shape, `film.${shape}`)] as const)),
      main.then(({ video: after = "" }) => call("compare", compareVideos, { before: normal.video, after })),
      call("pack", packFiles, {
        files: [
          { name: "background", image: room },
          ...rooms.map((image, i) => ({ name: `backgrounds/${i + 1}`, image })),
          ...made,
          { name: "mask", video: mask },
          { name: "style/profile", file: style.json },
          { name: "style/grade", file: style.cube },
        ],
      }),
    ]);
    return {
      video: result,
      ...Object.fromEntries(others.map(([shape, { video }]) => [shape, video])),
      ...{ pack, comparison, original: normal.video, style: style.profile },
    };
  },
});

const paintingOf = (input: HeadInput) => ({
  aspectRatio: aspectOfShape[mainShape(input)],
  provider: input.text_to_image_provider,
});
