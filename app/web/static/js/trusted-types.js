// The page's only way from text to HTML: refuses scripts, event attributes and script addresses.
// Runs before htmx, which swaps through the default policy. Needs `trusted-types default`.
(() => {
  "use strict";
  if (!window.trustedTypes) return;
  const forbidden =
    "script, iframe, frame, frameset, object, embed, applet, base, link, style, meta[http-equiv]," +
    "noscript, noembed, noframes, xmp, plaintext, animate, animateMotion, animateTransform, set, foreignObject, portal";
  const addresses = ["href", "src", "action", "formaction", "data", "xlink:href", "srcdoc"];
  const scriptAddress = /^(?:javascript|vbscript|data:(?!image\/(?:png|jpeg|gif|webp)[;,]))/i;
  const runs = /^(?:on|(?:data-)?hx-(?:on|vars)\b)/i;

  const faultOf = (element) => {
    if (element.matches(forbidden)) return `<${element.localName}>`;
    for (const { name, value } of element.attributes) {
      if (runs.test(name)) return name;
      const plain = value.replace(/[\u0000-\u0020\u007f-\u00a0]+/g, "");
      if (addresses.includes(name.toLowerCase()) && scriptAddress.test(plain)) return name;
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

  // Parsed apart, where nothing runs. The parser asks this policy too: it is let through once.
  let isParsing = false;
  const parse = (html) => {
    isParsing = true;
    try {
      return new DOMParser().parseFromString(html, "text/html");
    } finally {
      isParsing = false;
    }
  };

  trustedTypes.createPolicy("default", {
    createHTML(html) {
      if (isParsing) return html;
      const page = parse(html);
      // Only a whole page may name its scripts and sheets, in its head; htmx leaves heads alone.
      if (/^\s*<(?:!doctype|html)/i.test(html)) {
        page.head.querySelectorAll("script[src], link").forEach((named) => named.remove());
      }
      const fault = firstFault(page);
      if (fault) throw new TypeError(`refused HTML with ${fault}`);
      return html;
    },
  });
})();
