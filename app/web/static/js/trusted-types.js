// The page's only way from text to HTML: refuses scripts, event attributes and script addresses.
// Runs before htmx, which swaps through the default policy. Needs `trusted-types default inspect`.
(() => {
  "use strict";
  if (!window.trustedTypes) return;
  const inspect = trustedTypes.createPolicy("inspect", { createHTML: (html) => html });
  const forbidden = "script, iframe, object, embed, base, meta[http-equiv], style";
  const addresses = ["href", "src", "action", "formaction", "data", "xlink:href", "srcdoc"];
  const scriptAddress = /^\s*(?:javascript|vbscript|data:text\/html)/i;

  const faultOf = (element) => {
    if (element.matches(forbidden)) return `<${element.localName}>`;
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) return name;
      const plain = value.replace(/[\u0000-\u0020]+/g, "");
      if (addresses.includes(name) && scriptAddress.test(plain)) return `${name}=${value}`;
    }
    return "";
  };

  // A template's content is a tree of its own: walk it too, since htmx wraps fragments in one.
  const firstFault = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const fault = faultOf(element) || (element.content ? firstFault(element.content) : "");
      if (fault) return fault;
    }
    return "";
  };

  trustedTypes.createPolicy("default", {
    createHTML(html) {
      // Parsed apart, where nothing runs. Only a whole page may name its scripts, in its head.
      const page = new DOMParser().parseFromString(inspect.createHTML(html), "text/html");
      const isWhole = /^\s*<(?:!doctype|html)/i.test(html);
      if (isWhole) page.head.querySelectorAll("script[src]").forEach((script) => script.remove());
      const fault = firstFault(page);
      if (fault) throw new TypeError(`refused HTML with ${fault}`);
      return html;
    },
  });
})();
