export { cutFilm as POST, getCut as GET } from "@/server/api/routes/jobs/cut";
