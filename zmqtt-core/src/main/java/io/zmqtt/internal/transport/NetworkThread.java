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

package io.zmqtt.internal.transport;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * A thread that runs event loops of clients, on which nothing may block.
 */
public final class NetworkThread extends FastThreadLocalThread {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	/**
	 * Set on threads of event loops that clients were given.
	 */
	private static final FastThreadLocal<Boolean> MARK = new FastThreadLocal<>();

	private NetworkThread(Runnable target) {
		super(target, "zmqtt-io-" + NUMBER.incrementAndGet());
		setDaemon(true);
	}

	static ThreadFactory factory() {
		return NetworkThread::new;
	}

	/**
	 * Take the calling thread for one of these.
	 */
	static void mark() {
		MARK.set(Boolean.TRUE);
	}

	/**
	 * Return whether the calling thread is one of these.
	 */
	public static boolean isCurrent() {
		return Thread.currentThread() instanceof NetworkThread || Boolean.TRUE.equals(MARK.getIfExists());
	}

}
