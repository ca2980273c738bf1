/** The registry: one line per role. */

export { imageEdit } from "./image-edit";
export { imageToVideo } from "./image-to-video";
export { join } from "./join";
export { language } from "./language";
export { speech } from "./speech";
export { textToImage } from "./text-to-image";
export { textToVideo } from "./text-to-video";
export { transcription } from "./transcription";
