import type { Metadata } from "next";
import { translator } from "@/app/(studio)/_i18n/language";
import { CutView } from "../_cut/cut-view";
import { presented } from "../presented";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await translator();
  return { title: t("cut.pageTitle") };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  return <CutView key={id} first={{ ...(await presented(id)), heardAt: Date.now() }} />;
}
