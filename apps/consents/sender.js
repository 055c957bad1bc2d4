// Sends the choices of vanilla-cookieconsent to the consent log. It never throws into the banner, whatever the log answers.
//   import { connect } from "https://OFFICE/v1/consents/sender.js";
//   CookieConsent.run(connect(config, { version, api: "https://OFFICE", CookieConsent }));
const WAITS = [1000, 5000, 30000];

const send = (address, body, turn) => {
  const again = () => turn < WAITS.length && setTimeout(() => send(address, body, turn + 1), WAITS[turn]);
  try {
    fetch(address, { method: "POST", body, keepalive: true, mode: "cors", credentials: "omit",
      headers: { "Content-Type": "text/plain;charset=UTF-8" } })
      .then((answer) => { if (answer.status === 429 || answer.status >= 500) again(); })
      .catch(again);
  } catch { /* the choice stands in the browser all the same */ }
};

const connect = (config, { version, api, CookieConsent }) => {
  const tell = (event) => {
    try {
      const banner = CookieConsent || globalThis.CookieConsent;
      send(`${api}/v1/consents`, JSON.stringify({
        event, version, cookie: banner.getCookie(), preferences: banner.getUserPreferences(),
        gpc: globalThis.navigator?.globalPrivacyControl ?? null, page: globalThis.location?.pathname ?? "",
        client: "cookieconsent 3",
      }), 0);
    } catch { /* as above */ }
  };
  const after = (own, event) => (...given) => { tell(event); if (own) own(...given); };
  return {
    ...config,
    onFirstConsent: after(config.onFirstConsent, "onFirstConsent"),
    onChange: after(config.onChange, "onChange"),
  };
};

export { connect };
