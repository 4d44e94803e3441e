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

package io.zmqtt.broker.cluster;

import java.util.List;
import java.util.concurrent.Semaphore;

import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.test.ArtemisNode;
import org.jspecify.annotations.Nullable;

/**
 * Publishes numbered messages without a pause, a few of them unacknowledged at a time,
 * until it is told to rest.
 */
final class Publisher extends ClusterClient {

	/**
	 * One topic that matches no wildcard: a node of Artemis that sees a topic for the
	 * first time finds the queues of matching wildcards one by one, and what comes from
	 * the other node meanwhile can miss some.
	 */
	static final String TOPIC = "orders";

	private static final int WINDOW = 5;

	private final String name;

	private final Ledger ledger;

	private final Semaphore window = new Semaphore(WINDOW);

	private final Semaphore working = new Semaphore(1);

	private int lastPort;

	private final Thread thread;

	private volatile boolean closed;

	private volatile long acknowledged;

	Publisher(String clientId, List<ArtemisNode> nodes, Ledger ledger) {
		super(clientId, nodes);
		this.name = clientId;
		this.ledger = ledger;
		this.thread = new Thread(this::run, clientId);
		this.thread.setDaemon(true);
	}

	void start() {
		client().connect();
		this.thread.start();
	}

	private void run() {
		try {
			for (int number = 0; !this.closed; number++) {
				this.working.acquire();
				this.window.acquire();
				publish(this.name + "-" + number);
				this.working.release();
			}
		}
		catch (InterruptedException ex) {
			// closed
		}
	}

	private void publish(String text) {
		client().publishAsync(TOPIC, text, QoS.AT_LEAST_ONCE)
			.whenComplete((result, failure) -> answered(text, result, failure));
	}

	private void answered(String text, @Nullable PublishResult result, @Nullable Throwable failure) {
		if (result != null) {
			this.ledger.acknowledged(text);
			this.acknowledged++;
			int port = port();
			if (port != this.lastPort) {
				this.lastPort = port;
				works();
			}
		}
		else if (failure != null && !this.closed) {
			this.ledger.failed(text, failure);
		}
		this.window.release();
	}

	/**
	 * Publish nothing more, and wait until everything is acknowledged.
	 */
	void rest() {
		this.working.acquireUninterruptibly();
		this.window.acquireUninterruptibly(WINDOW);
		this.window.release(WINDOW);
	}

	void resume() {
		this.working.release();
	}

	long acknowledged() {
		return this.acknowledged;
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		super.close();
	}

}
