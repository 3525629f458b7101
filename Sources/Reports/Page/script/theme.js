// Light and dark: as the system says, until somebody chooses.

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const themeButton = $("theme");

function stored(value) {
  try {
    if (value !== undefined) localStorage.setItem("easement-theme", value);
    return localStorage.getItem("easement-theme");
  } catch {
    return null;  // Some browsers keep nothing for files.
  }
}

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  themeButton.setAttribute("aria-pressed", String(theme === "dark"));
}

const systemTheme = () => (prefersDark.matches ? "dark" : "light");

applyTheme(stored() === "dark" ? "dark" : stored() === "light" ? "light" : systemTheme());
prefersDark.addEventListener("change", () => { if (!stored()) applyTheme(systemTheme()); });
themeButton.addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  stored(theme);
  applyTheme(theme);
});
