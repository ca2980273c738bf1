/** One part of every story. */
export interface Beat {
  title: string;
  seen(subject: string): string;
  light: string;
  /** What is said, in the order of importance. */
  said: string[];
}

/** The words of a film in one language. */
export interface FilmWords {
  beats: readonly [Beat, ...Beat[]];
  /** A few words for the topic. */
  subject(topic: string): string;
  title(subject: string): string;
  synopsis(subject: string): string;
  opening(subject: string): string;
  because(style: string): string;
  begins: string;
  ends: string;
  narrator: string;
  sound: string;
  composition: string;
  /** What a later shot of a scene shows. */
  detail(nth: number): string;
  sentences(text: string): string[];
  gap: string;
  /** As many of the sentences as a voice says in so many seconds; at least one. */
  within(sentences: string[], seconds: number): string;
}
