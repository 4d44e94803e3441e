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

package io.zmqtt.internal.client;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon threads on which handlers and listeners run when no executor is configured.
 * They are shared by all clients and end when they have nothing to do.
 */
final class SharedExecutor {

	private static final Logger logger = LoggerFactory.getLogger(SharedExecutor.class);

	private static final long IDLE_SECONDS = 5;

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private static @Nullable ExecutorService executor;

	private SharedExecutor() {
	}

	/**
	 * Return the executor. Its threads are daemons and end by themselves, so that nobody
	 * has to give it back.
	 */
	static synchronized Executor fallback() {
		ExecutorService current = executor;
		if (current == null) {
			current = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
					new SynchronousQueue<>(), SharedExecutor::newThread);
			executor = current;
		}
		return current;
	}

	/**
	 * Run a task on an executor, or on a thread of the client if the executor refuses.
	 * @param name what the task belongs to, for the log
	 */
	static void execute(Executor executor, Runnable task, String name) {
		try {
			executor.execute(task);
		}
		catch (RuntimeException ex) {
			logger.warn("The executor refused to hand over messages of {}; it is done on a thread of the client", name,
					ex);
			fallback().execute(task);
		}
	}

	private static Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "zmqtt-handler-" + NUMBER.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
