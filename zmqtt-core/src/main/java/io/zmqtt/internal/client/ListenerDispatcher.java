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

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.zmqtt.MqttClientListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happens, one event after the other, off the event loop.
 */
final class ListenerDispatcher implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ListenerDispatcher.class);

	private final Executor executor;

	private final List<MqttClientListener> listeners;

	private final ConcurrentLinkedQueue<Runnable> events = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	ListenerDispatcher(Executor executor, List<MqttClientListener> listeners) {
		this.executor = executor;
		this.listeners = new CopyOnWriteArrayList<>(listeners);
	}

	void add(MqttClientListener listener) {
		this.listeners.add(listener);
	}

	void remove(MqttClientListener listener) {
		this.listeners.remove(listener);
	}

	void dispatch(Consumer<MqttClientListener> event) {
		for (MqttClientListener listener : this.listeners) {
			this.events.add(() -> tell(listener, event));
			if (this.pending.getAndIncrement() == 0) {
				start();
			}
		}
	}

	private void start() {
		try {
			this.executor.execute(this);
		}
		catch (RuntimeException ex) {
			logger.warn("The executor refused to run a listener; it runs on a thread of the client", ex);
			SharedExecutor.fallback().execute(this);
		}
	}

	@Override
	public void run() {
		do {
			Runnable event = this.events.poll();
			if (event != null) {
				event.run();
			}
		}
		while (this.pending.decrementAndGet() != 0);
	}

	private static void tell(MqttClientListener listener, Consumer<MqttClientListener> event) {
		try {
			event.accept(listener);
		}
		catch (Throwable ex) {
			// whatever it is, the next event is told
			logger.error("A listener of the client failed", ex);
		}
	}

}
