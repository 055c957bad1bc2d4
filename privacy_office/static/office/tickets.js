// Keys of the frequent steps, and who else has a request open. Without it every step is a link with an access key, and
// the page says who had it open when it was loaded.
(() => {
  const PING = 30000;

  const typing = (target) =>
    target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);

  const dialog = () => document.getElementById("office-keys");

  // On the list: the row after or before the one that has the focus.
  function move(step) {
    const links = [...document.querySelectorAll("#result_list tbody th a")];
    if (!links.length) return false;
    const at = links.findIndex((link) => link === document.activeElement);
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  function press(key) {
    if (key === "?") {
      dialog()?.showModal();
      return Boolean(dialog());
    }
    if ((key === "j" || key === "k") && move(key === "j" ? 1 : -1)) return true;
    const wanted = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    wanted?.click();
    return Boolean(wanted);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    if (dialog()?.open || event.key.length !== 1) return;
    if (press(event.key)) event.preventDefault();
  });

  // A link that is reached by "/" leads to the search of the list.
  function searchFirst() {
    if (location.hash === "#searchbar") document.getElementById("searchbar")?.focus();
  }

  async function ping(place) {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (!token || document.hidden) return;
    const body = new URLSearchParams({ version: place.dataset.version, csrfmiddlewaretoken: token });
    const answer = await fetch(place.dataset.url, { method: "POST", body, redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    for (const name of ["others", "changed"]) {
      place.querySelector(`[data-told=${name}]`).textContent = told[name];
    }
    place.hidden = !told.others && !told.changed;
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll(".office-keys-open")) {
      button.hidden = false;
      button.addEventListener("click", () => dialog().showModal());
    }
    searchFirst();
    const place = document.getElementById("office-presence");
    if (place) setInterval(() => ping(place), PING);
  });
})();
