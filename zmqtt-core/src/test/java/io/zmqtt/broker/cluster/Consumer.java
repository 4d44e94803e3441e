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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.zmqtt.MqttMessage;
import io.zmqtt.QoS;
import io.zmqtt.SubscribeResult;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.test.ArtemisNode;

/**
 * Receives messages, as a member of a group that shares a subscription or alone. It can
 * be made to hold on.
 */
final class Consumer extends ClusterClient {

	static final String SHARED = "$share/workers/" + Publisher.TOPIC;

	static final String ALONE = Publisher.TOPIC;

	/**
	 * How Artemis calls the queue of the group.
	 */
	static final String SHARED_QUEUE = "workers." + Publisher.TOPIC;

	private final String filter;

	private final Ledger ledger;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean holding;

	private volatile long received;

	Consumer(String clientId, List<ArtemisNode> nodes, String filter, Ledger ledger) {
		super(clientId, nodes);
		this.filter = filter;
		this.ledger = ledger;
	}

	void start() {
		client().connect();
		client().subscribe(SubscriptionSpec.of(this.filter).withQos(QoS.AT_LEAST_ONCE), this::handle);
	}

	private void handle(MqttMessage message) throws InterruptedException {
		this.lock.lock();
		try {
			while (this.holding) {
				this.changed.await();
			}
			this.received++;
		}
		finally {
			this.lock.unlock();
		}
		this.ledger.received(this.filter, message.text());
	}

	@Override
	public void onSubscriptionsRestored(SubscribeResult result) {
		works();
	}

	/**
	 * Leave messages unacknowledged, or go on.
	 */
	void hold(boolean hold) {
		this.lock.lock();
		try {
			this.holding = hold;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	long received() {
		return this.received;
	}

	@Override
	public void close() {
		hold(false);
		super.close();
	}

}
