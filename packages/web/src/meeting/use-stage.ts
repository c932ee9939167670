import { useLayoutEffect } from "react";

/** The meeting is dark whatever the system's scheme: menus and tips outside its element, too. */
export function useStage(): void {
  useLayoutEffect(() => {
    const { classList } = document.documentElement;
    classList.add("stage");
    return () => classList.remove("stage");
  }, []);
}
