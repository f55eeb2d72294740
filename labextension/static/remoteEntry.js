// Trainee mode: in a Doorstep notebook, and only where `doorstep open` serves it, hide the code, run the one start line
// and save. Hand-written: a prebuilt JupyterLab extension is a module-federation container, and this is the whole of it.
(() => {
  "use strict";

  const NAME = "doorstep-trainee";
  const START_LINE = 'from doorstep.stage import play; play("case.yaml")';
  const OUR_PAGE = "doorstep-page";

  const STYLE = `
    .${OUR_PAGE} .jp-CodeCell .jp-Cell-inputWrapper,
    .${OUR_PAGE} .jp-CodeCell:not(:has(.jp-OutputArea-child)),
    .${OUR_PAGE} .jp-InputPrompt,
    .${OUR_PAGE} .jp-OutputPrompt,
    .${OUR_PAGE} .jp-InputCollapser,
    .${OUR_PAGE} .jp-OutputCollapser,
    .${OUR_PAGE} .jp-cell-toolbar,
    .${OUR_PAGE} .jp-Notebook-footer,
    .${OUR_PAGE} .jp-NotebookPanel-toolbar > :not([data-jp-item-name="interfaceSwitcher"], [data-jp-item-name="spacer"]) {
      display: none !important;
    }
    .${OUR_PAGE} .jp-Cell { outline: none !important; box-shadow: none !important; }
    .${OUR_PAGE} .jp-Cell .jp-MarkdownOutput { border-color: transparent !important; }
  `;

  function traineeMode() {
    const config = document.getElementById("jupyter-config-data");
    return Boolean(config) && JSON.parse(config.textContent).doorstepTrainee === true;
  }

  function isStart(cell) {
    return cell.model.type === "code" && cell.model.sharedModel.getSource() === START_LINE;
  }

  // Jupyter's single-key commands (d d deletes a cell) and editing by double click are for authors. Lumino asks the
  // focused element itself, so each gets the attribute as it is focused.
  function leaveKeysToThePage(panel) {
    const suppress = (element) => {
      element.setAttribute("data-lm-suppress-shortcuts", "true");
      // With its keys gone a cell does nothing, so it is no stop for Tab either.
      if (element.matches(".jp-Cell")) element.tabIndex = -1;
    };
    panel.node.addEventListener("focusin", (event) => suppress(event.target));
    if (panel.node.contains(document.activeElement)) suppress(document.activeElement);
    panel.node.addEventListener(
      "dblclick",
      (event) => {
        if (event.target.closest(".jp-MarkdownCell")) event.stopPropagation();
      },
      true,
    );
  }

  async function begin(app, panel, NotebookActions) {
    await panel.context.ready;
    if (!panel.model.sharedModel.getMetadata("doorstep")) return;
    const start = panel.content.widgets.find(isStart);
    // Without it nothing would run by itself, and hidden code could not be run by hand.
    if (!start) return;
    panel.addClass(OUR_PAGE);
    leaveKeysToThePage(panel);
    for (const side of ["collapseLeft", "collapseRight"]) if (app.shell[side]) app.shell[side]();

    // What an earlier sitting drew has no kernel behind it any more.
    start.model.sharedModel.setOutputs([]);
    await panel.sessionContext.ready;
    await panel.sessionContext.session?.kernel?.info;
    await NotebookActions.runCells(panel.content, [start], panel.sessionContext);
    // Running has changed the notebook; saved at once, leaving the page raises no question.
    await panel.context.save();
  }

  async function shared(scope, module) {
    const versions = scope[module];
    const factory = await versions[Object.keys(versions)[0]].get();
    return factory();
  }

  let scope;
  const container = {
    init(sharedScope) {
      scope = sharedScope;
    },
    async get() {
      const { INotebookTracker, NotebookActions } = await shared(scope, "@jupyterlab/notebook");
      const plugin = {
        id: `${NAME}:plugin`,
        autoStart: true,
        requires: [INotebookTracker],
        activate(app, tracker) {
          if (!traineeMode()) return;
          document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
          tracker.widgetAdded.connect((_, panel) => {
            begin(app, panel, NotebookActions).catch((error) => console.error(`${NAME}:`, error));
          });
        },
      };
      return () => ({ __esModule: true, default: plugin });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = container;
})();
