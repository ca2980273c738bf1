export { exportFilm as POST } from "@/server/api/routes/jobs/cut";
