/** The registry: one line per service. */

export { addSubtitles } from "./local/add-subtitles";
export { chooseBackground } from "./local/choose-background";
export { compareVideos } from "./local/compare-videos";
export { compose } from "./local/compose";
export { composeFilm } from "./local/compose-film";
export { convertImage } from "./local/convert-image";
export { cutFilm } from "./local/cut-film";
export { cutOut } from "./local/cut-out";
export { extractSound } from "./local/extract-sound";
export { findPerson } from "./local/find-person";
export { gif } from "./local/gif";
export { joinClips } from "./local/join-clips";
export { mattePerson } from "./local/matte-person";
export { normaliseVideo } from "./local/normalise-video";
export { packFiles } from "./local/pack-files";
export { placeProduct } from "./local/place-product";
export { qualityCheck } from "./local/quality-check";
export { speechLocal } from "./local/speech-local";
export { styleProfile } from "./local/style-profile";
export { textCard } from "./local/text-card";
export { thumbnail } from "./local/thumbnail";
export { concatUpscale } from "./pods/concat-upscale";
export { qwenEdit } from "./pods/qwen-edit";
export { qwenVl } from "./pods/qwen-vl";
export { wanI2v } from "./pods/wan-i2v";
export { wanTalk } from "./pods/wan-talk";
