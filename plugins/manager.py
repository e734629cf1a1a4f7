"""One pluggy manager per country, so that no country ever answers for another."""

import difflib
import inspect
import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType

from pluggy import HookImpl, PluginManager, PluginValidationError

from plugins import CONTRACT, PROJECT
from plugins.errors import UnknownHook
from plugins.hookspecs import CONCERNS

TRACE = "ABRIGO_TRACE_HOOKS"


class CountryManager(PluginManager):
    """The hooks of one country; only ``plugins.calls``, ``plugins.building`` and ``plugins.profile`` ask it."""

    def __init__(self, code: str, concerns: Sequence[ModuleType] = CONCERNS) -> None:
        super().__init__(PROJECT)
        self.code = code
        self.concerns = concerns

    def implements(self, hook: str) -> bool:
        """Tell whether the country itself, not only core, answers a hook."""
        return any(each.plugin_name == self.code for each in getattr(self.hook, hook).get_hookimpls())

    def file_of(self, hook: str = "") -> str:
        """Name the file and line in which the country implements a hook, or else its plugin's file."""
        caller = getattr(self.hook, hook, None)
        implementations = caller.get_hookimpls() if caller else []
        own = [each for each in implementations if each.plugin_name == self.code]
        place = next((_place_of(each) for each in [*own, *implementations]), "")
        return place or _file_of_plugin(self.get_plugin(self.code))


def build_manager(
    code: str, plugin_module: object, defaults: Sequence[object] = (), concerns: Sequence[ModuleType] = CONCERNS
) -> CountryManager:
    """Put together the hooks of one country, or of a package of other concerns.

    :param plugin_module: the module whose functions are marked with ``@hookimpl``, or an object with such methods.
    :param defaults: core's own implementations, all ``trylast``. They are registered before the country
        because pluggy calls the last registered first.
    :raises UnknownHook: if the country implements a hook that does not exist, or with other arguments.
    """
    manager = CountryManager(code, concerns)
    for concern in concerns:
        manager.add_hookspecs(concern)
    for number, default in enumerate(defaults):
        manager.register(default, name=f"core:{number}")
    _register_country(manager, plugin_module)
    if os.environ.get(TRACE) == "1":
        _trace(manager)
    return manager


def _register_country(manager: CountryManager, plugin: object) -> None:
    try:
        manager.register(plugin, name=manager.code)
        manager.check_pending()
    except PluginValidationError as error:
        raise _unknown(manager, plugin, str(error)) from error


def _unknown(manager: CountryManager, plugin: object, reason: str) -> UnknownHook:
    stray = next((name for name in _own_hooks(manager, plugin) if not _is_specified(manager, name)), "")
    if not stray:
        hook = next((name for name in _own_hooks(manager, plugin) if f"'{name}'" in reason), "")
        return UnknownHook(manager.code, " ".join(reason.split()), hook, _file_of_plugin(plugin))
    near = difflib.get_close_matches(stray, list(known_hooks(manager.concerns)), n=1)
    hint = f"; did you mean {near[0]}?" if near else f" in contract {CONTRACT[0]}.{CONTRACT[1]}"
    return UnknownHook(manager.code, f"there is no hook {stray}{hint}", stray, _file_of_plugin(plugin))


def _own_hooks(manager: CountryManager, plugin: object) -> list[str]:
    return [name for name in dir(plugin) if manager.parse_hookimpl_opts(plugin, name) is not None]


def _is_specified(manager: CountryManager, name: str) -> bool:
    caller = getattr(manager.hook, name, None)
    return caller is not None and caller.has_spec()


def known_hooks(concerns: Sequence[ModuleType] = CONCERNS) -> Mapping[str, ModuleType]:
    """Give every hook that a country, or a package of other concerns, can be asked, with the concern that tells it."""
    marker = f"{PROJECT}_spec"
    return {name: concern for concern in concerns for name, value in vars(concern).items() if hasattr(value, marker)}


def _place_of(implementation: HookImpl) -> str:
    code = getattr(inspect.unwrap(implementation.function), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else ""


def _file_of_plugin(plugin: object) -> str:
    try:
        return inspect.getfile(plugin if isinstance(plugin, ModuleType | type) else type(plugin))
    except (TypeError, OSError):
        return repr(plugin)


def _trace(manager: CountryManager) -> None:
    def before(hook: str, implementations: Sequence[HookImpl], arguments: Mapping[str, object]) -> None:
        # The types only: an argument may hold the parts of a child's name.
        told = ", ".join(f"{name}: {type(value).__name__}" for name, value in arguments.items())
        sys.stderr.write(f"{manager.code} {hook}({told}) asks {len(implementations)}\n")

    def after(outcome: object, hook: str, implementations: Sequence[HookImpl], arguments: Mapping[str, object]) -> None:
        """Nothing to tell: the answer may be personal too."""

    manager.add_hookcall_monitoring(before, after)
