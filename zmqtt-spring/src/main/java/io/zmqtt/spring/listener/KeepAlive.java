/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.spring.listener;

import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while containers run, by one thread for all of them: an application
 * that does nothing but listen has no other thread that does. Those of the client are
 * daemons, so that nobody who forgets to close one hangs.
 */
final class KeepAlive {

	static final String THREAD_NAME = "mqtt-listener-keep-alive";

	private static final Object lock = new Object();

	private static int holders;

	private static @Nullable CountDownLatch end;

	private boolean held;

	/**
	 * Keep the JVM alive until {@link #release()}. Further calls do nothing.
	 */
	void hold() {
		synchronized (lock) {
			if (!this.held) {
				this.held = true;
				if (holders++ == 0) {
					end = start();
				}
			}
		}
	}

	/**
	 * Keep the JVM alive no longer. Further calls do nothing.
	 */
	void release() {
		synchronized (lock) {
			if (this.held) {
				this.held = false;
				if (--holders == 0 && end != null) {
					end.countDown();
					end = null;
				}
			}
		}
	}

	/**
	 * Return how many hold.
	 */
	static int holders() {
		synchronized (lock) {
			return holders;
		}
	}

	private static CountDownLatch start() {
		CountDownLatch end = new CountDownLatch(1);
		Thread thread = new Thread(() -> await(end), THREAD_NAME);
		thread.setDaemon(false);
		// it outlives a class loader that is thrown away
		thread.setContextClassLoader(null);
		thread.start();
		return end;
	}

	private static void await(CountDownLatch end) {
		while (true) {
			try {
				end.await();
				return;
			}
			catch (InterruptedException ex) {
				// of no concern to the containers, which still run
			}
		}
	}

}
