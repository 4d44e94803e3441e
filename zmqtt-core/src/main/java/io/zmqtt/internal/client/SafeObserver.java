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

import java.time.Duration;

import io.zmqtt.QoS;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what an observer throws from the client.
 */
final class SafeObserver implements MqttClientObserver {

	private static final Logger logger = LoggerFactory.getLogger(SafeObserver.class);

	private final MqttClientObserver observer;

	SafeObserver(MqttClientObserver observer) {
		this.observer = observer;
	}

	@Override
	public void onPublished(QoS qos, long nanos, @Nullable Throwable failure) {
		try {
			this.observer.onPublished(qos, nanos, failure);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	@Override
	public void onHandled(String subscription, long nanos, @Nullable Throwable failure) {
		try {
			this.observer.onHandled(subscription, nanos, failure);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	@Override
	public void onPing(Duration roundTrip) {
		try {
			this.observer.onPing(roundTrip);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	@Override
	public void onNetworkThreadLag(Duration lag) {
		try {
			this.observer.onNetworkThreadLag(lag);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private static void failed(Throwable failure) {
		logger.error("The observer of the client failed", failure);
	}

}
