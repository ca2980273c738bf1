import { spokenSeconds } from "../media/speech";
import type { FilmWords } from "./film-words";

const openers =
  /^(?:please\s+)?(?:make\s+)?(?:an?|the)?\s*(?:[\w-]+\s+){0,4}?(?:film|video|documentary|movie|clip|story)\s+(?:about|on|of)\s+/i;

export const filmWordsEn: FilmWords = {
  beats: [
    {
      title: "Where it begins",
      seen: (subject) =>
        `A lake at dawn, mist over the water, a small house on the shore. ${subject}: nothing has happened yet.`,
      light: "The cool first light of dawn",
      said: ["It begins quietly.", "The day is still young."],
    },
    {
      title: "The first step",
      seen: (subject) =>
        `The house by the lake in full sunlight, a person in a red coat looks at it. ${subject}: the first step.`,
      light: "Bright sunlight from the left",
      said: ["Someone takes the first step.", "It takes patience."],
    },
    {
      title: "The work",
      seen: (subject) =>
        `The person in the red coat beside the house at noon, hills behind them. ${subject}: the work itself.`,
      light: "Clear daylight",
      said: ["Then the work begins.", "Each detail matters.", "Nothing is left to chance."],
    },
    {
      title: "A setback",
      seen: (subject) =>
        `A storm over the lake, rain on the roof of the house, the person in the red coat waits. ${subject}: not all goes well.`,
      light: "Dark storm light",
      said: ["Not all goes well.", "But nobody gives up."],
    },
    {
      title: "The turn",
      seen: (subject) =>
        `The lake in thin fog, the house half hidden, the person in the red coat walks on. ${subject}: it takes a turn.`,
      light: "Soft light in the fog",
      said: ["Slowly it takes shape.", "One thing leads to another."],
    },
    {
      title: "What remains",
      seen: (subject) =>
        `The lake at sunset, golden light on the house, the person in the red coat looks out. ${subject}: what remains.`,
      light: "The low golden light of sunset",
      said: ["And this is what remains.", "It was worth it."],
    },
  ],
  subject(topic) {
    const bare = topic
      .replace(/\s+/g, " ")
      .replace(openers, "")
      .replace(/[^\p{L}\p{N}' -]+/gu, " ")
      .trim();
    const words = bare.split(/\s+/).slice(0, 8).join(" ");
    return words ? words.charAt(0).toUpperCase() + words.slice(1) : "A film";
  },
  title: (subject) => subject,
  synopsis: (subject) => `${subject}: a short film in a few scenes. It begins at dawn and ends at sunset.`,
  opening: (subject) => `${subject}.`,
  because: (style) => `The topic fits the style ${style}.`,
  begins: "A lake at dawn, before anything happens.",
  ends: "The same lake at sunset.",
  narrator: "Calm and warm, without haste.",
  sound: "Wind, and water against the shore.",
  composition: "The person in the left third, the house behind",
  detail: (nth) => ["", " Closer: the hands of the person.", " From the shore: the whole place."][nth] ?? "",
  sentences: (text) => text.match(/[^.!?]+[.!?]+/g)?.map((one) => one.trim()) ?? (text ? [text] : []),
  gap: " ",
  within(sentences, seconds) {
    const [first = "", ...rest] = sentences.filter(Boolean);
    return rest.reduce((text, one) => (spokenSeconds(`${text} ${one}`) <= seconds ? `${text} ${one}` : text), first);
  },
};
