export { description } from "./description";
export { generate } from "./generate";
export { jobs } from "./jobs";
export { media } from "./media";
export { pod } from "./pod";
export { uploads } from "./uploads";
