import { ArrowDown, ArrowUp, Plus, SquareSplitVertical, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Act } from "@/app/(studio)/_ui/act";

/** What a person can do with a shot or a scene besides changing its fields. */
export type RowAct = "earlier" | "later" | "split" | "add" | "remove";

type Props = {
  name: string;
  /** What the button that adds says. */
  add: string;
  place: number;
  count: number;
  readOnly: boolean;
  canSplit: boolean;
  onAct: (act: RowAct) => void;
};

/** The buttons that move, split, add and remove. */
export function RowActs({ name, add, place, count, readOnly, canSplit, onAct }: Props) {
  const t = useTranslations("story");
  const act = (act: RowAct, off: boolean) => ({
    isOff: readOnly || off,
    onPress: () => onAct(act),
    "data-act": act,
    className: rowButton,
  });
  return (
    <>
      <Act label={t("earlier", { name })} {...act("earlier", place === 0)}>
        <ArrowUp aria-hidden />
      </Act>
      <Act label={t("after", { name })} {...act("later", place === count - 1)}>
        <ArrowDown aria-hidden />
      </Act>
      <Act label={t("split", { name })} {...act("split", !canSplit)}>
        <SquareSplitVertical aria-hidden />
      </Act>
      <Act label={add} {...act("add", false)}>
        <Plus aria-hidden />
      </Act>
      <Act label={t("remove", { name })} {...act("remove", count === 1)}>
        <Trash2 aria-hidden />
      </Act>
    </>
  );
}

export const rowButton = "aria-disabled:opacity-35 xl:min-w-8";
