package org.gabion.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;

/// Calls back when the operating system sends the process a signal. The handler runs on a thread of
/// its own.
///
/// Java has no supported way; `sun.misc.Signal` of the module `jdk.unsupported` is reached by
/// reflection, because the compiler warns of every direct use, and warnings are errors here.
final class Signals {
  private Signals() {}

  /// @param name without SIG, as `TERM`
  /// @return whether this system has such a signal and lets us handle it
  static boolean handle(String name, Runnable handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup().bind(handler, "run", MethodType.methodType(void.class));
      Object callback =
          MethodHandleProxies.asInterfaceInstance(
              handlerType, MethodHandles.dropArguments(run, 0, signalType));
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, callback);
      return true;
    } catch (InvocationTargetException unknownSignal) {
      return false;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no jdk.unsupported module", e);
    }
  }
}
