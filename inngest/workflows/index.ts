/** The registry: one line per workflow. */
export { imageToVideo } from "./image-to-video";
export { nextScene } from "./next-scene";
export { productShowcase } from "./product-showcase";
export { talkingHead } from "./talking-head";
export { talkingPicture } from "./talking-picture";
export { textToImage } from "./text-to-image";
export { textToVideo } from "./text-to-video";
export { topicFilm } from "./topic-film";
