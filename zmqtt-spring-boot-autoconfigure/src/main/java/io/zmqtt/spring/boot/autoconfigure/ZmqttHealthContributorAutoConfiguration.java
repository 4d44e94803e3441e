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

package io.zmqtt.spring.boot.autoconfigure;

import io.zmqtt.MqttClient;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link ZmqttHealthIndicator}.
 */
@AutoConfiguration(after = ZmqttAutoConfiguration.class)
@ConditionalOnClass({ MqttClient.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(MqttClient.class)
@ConditionalOnEnabledHealthIndicator("zmqtt")
public final class ZmqttHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<ZmqttHealthIndicator, MqttClient> {

	ZmqttHealthContributorAutoConfiguration() {
		super(ZmqttHealthIndicator::new);
	}

	@Bean
	@ConditionalOnMissingBean(name = { "zmqttHealthIndicator", "zmqttHealthContributor" })
	HealthContributor zmqttHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		return createContributor(beanFactory, MqttClient.class);
	}

}
